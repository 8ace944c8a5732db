/* global SwaggerUIBundle */
SwaggerUIBundle({
  // Relative to this script, because a proxy may serve the mock below a path.
  url: new URL('../../openapi.json', Object(document.currentScript).src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
  // The default would send the document to a public service.
  validatorUrl: null,
})
