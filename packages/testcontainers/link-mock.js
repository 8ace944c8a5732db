// Makes `import 'superoffice-mock'` load the mock of this repository. An application installs the package instead.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const link = fileURLToPath(new URL('node_modules/superoffice-mock', import.meta.url))
mkdirSync(new URL('node_modules', import.meta.url), { recursive: true })
rmSync(link, { force: true })
// On Windows, each user can make a junction, but only some a symbolic link.
symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), link, 'junction')
