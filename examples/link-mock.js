// Makes `import 'superoffice-mock'` in this folder load the mock of this repository. An application installs the package instead.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const link = fileURLToPath(new URL('node_modules/superoffice-mock', import.meta.url))
mkdirSync(new URL('node_modules', import.meta.url), { recursive: true })
rmSync(link, { force: true })
// On Windows, all users can create a junction, but only some users can create a symbolic link.
symlinkSync(fileURLToPath(new URL('..', import.meta.url)), link, 'junction')
