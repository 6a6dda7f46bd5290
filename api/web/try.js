// Swagger UI over the OpenAPI document of this server. Nothing is asked of another host for it.

import { byId } from "./dom.js";
import { ROOT } from "./root.js";

SwaggerUIBundle({
  url: `${ROOT}/openapi.json`,
  domNode: byId("swagger"),
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
