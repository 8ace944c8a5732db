import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { addBrowserGuard, type GuardConfig } from '../http/browser-guard.js'
import { serveFiles } from '../http/static-files.js'

const MODULES = [
  'page', 'send-request', 'elements', 'views', 'owner-kinds', 'picture-client', 'grid', 'cards', 'dialogs', 'pictures', 'control-client', 'plot', 'journal', 'fault-notice',
  'rule-words', 'rule-form', 'faults', 'clock',
]

/** The files of the page, in the folder `page`. They are not bundled: the browser resolves imports such as `./views.js`. */
const FILES = ['index.html', 'page.css', 'icon.svg', ...MODULES.map(name => `${name}.js`)]

/** Content security policy. Inline scripts and styles are not allowed. `blob:` allows pictures from object URLs. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const FileSchema = Type.Object({ file: Type.String() })

/**
 * Serves the page at `/`, and its files below `/page/`. This is a Fastify plugin, which has its own `app`, so that this call of
 * `addBrowserGuard` affects only these routes.
 */
export const page: FastifyPluginAsyncTypebox<GuardConfig> = async (app, config) => {
  addBrowserGuard(app, config)
  const sendFile = serveFiles({ paths: new Map(FILES.map(name => [name, `page/${name}`])), policy: POLICY })

  app.get('/', { schema: { hide: true } }, async (request, reply) => sendFile('index.html', request, reply))
  // One route for all files, because a route for each would take a tenth of the start time.
  app.get('/page/:file', { schema: { hide: true, params: FileSchema } }, async (request, reply) => sendFile(request.params.file, request, reply))
}
