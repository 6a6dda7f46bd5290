"""The encoder, loaded when this is imported: a process that has done so hands it on to those that it forks."""

from citespan.index.encoder import Encoder

ENCODER = Encoder(threads=1)  # threads do not survive a fork
