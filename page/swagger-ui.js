/* global SwaggerUIBundle, SwaggerUIStandalonePreset */
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  // The default would send the document to a public service.
  validatorUrl: null,
})
