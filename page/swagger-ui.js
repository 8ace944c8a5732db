/* global SwaggerUIBundle */
SwaggerUIBundle({
  // The URL is relative to this script, because a proxy may serve the mock at a path.
  url: new URL('../../openapi.json', Object(document.currentScript).src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  // Turned off, because Swagger UI could otherwise send the address of the document to a public validator.
  validatorUrl: null,
})
