# citespan as an image: docs/deployment.md says how it is meant to be run, and what of it has been tried.
FROM python:3.11-slim AS build
# Address of a package index with PyTorch's CPU build; without it, pip takes several gigabytes of CUDA libraries.
ARG TORCH_INDEX=""
RUN python -m venv /opt/citespan
ENV PATH=/opt/citespan/bin:$PATH
WORKDIR /src
COPY constraints.txt ./
RUN if [ -n "$TORCH_INDEX" ]; then \
        pip install --no-cache-dir -c constraints.txt --index-url "$TORCH_INDEX" torch; \
    fi
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY qa qa
COPY api api
# What to install beside the default, such as [cluster] for an index in PostgreSQL and Milvus.
ARG EXTRAS=""
RUN pip install --no-cache-dir -c constraints.txt ".$EXTRAS"

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin citespan \
    && install --directory --owner citespan --group citespan /var/lib/citespan
COPY --from=build /opt/citespan /opt/citespan
ENV PATH=/opt/citespan/bin:$PATH \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    HF_HUB_OFFLINE=1 \
    CITESPAN_INDEX=/var/lib/citespan/index
USER 10001:10001
WORKDIR /var/lib/citespan
VOLUME /var/lib/citespan
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["citespan"]
CMD ["serve"]
