// Checks the tag, release.json and CHANGELOG.md. If they are valid, copies the addresses and the author from release.json to package.json,
// and the content of the release's section from CHANGELOG.md to release-notes.md, and prints values for the release workflow.
// Usage: node tools/release.js TAG
import { readFileSync, writeFileSync } from 'node:fs'

const [tag = ''] = process.argv.slice(2)
const file = path => new URL(`../${path}`, import.meta.url)
const read = path => readFileSync(file(path), 'utf8')

const release = JSON.parse(read('release.json'))
const manifest = JSON.parse(read('package.json'))
const problems = []

const missing = Object.keys(release).filter(name => release[name] === '')
if (missing.length > 0) problems.push(`release.json must have a value for ${missing.join(', ')}.`)
if (tag !== `v${manifest.version}`) problems.push(`The tag must be "v${manifest.version}", the version in package.json; got "${tag}".`)
const title = `## ${manifest.version} - `
const section = read('CHANGELOG.md').split(/^(?=## )/m).find(text => text.startsWith(title))
if (section === undefined) problems.push(`CHANGELOG.md must have a section "${title}DATE".`)
// The image must be on ghcr.io, because the workflow signs in with GitHub's token, which other registries of images do not accept.
if (release.image !== '' && !/^ghcr\.io\/[a-z\d][a-z\d._/-]*$/.test(release.image)) {
  problems.push(`image in release.json must be a name on ghcr.io in lower case, such as "ghcr.io/owner/superoffice-mock"; got "${release.image}".`)
}
if (problems.length > 0) {
  for (const problem of problems) console.error(problem)
  process.exit(1)
}

const { repository, bugs, homepage, author, image } = release
writeFileSync(file('package.json'), JSON.stringify({ ...manifest, repository: { type: 'git', url: `git+${repository}.git` }, bugs, homepage, author }, undefined, 2) + '\n')
writeFileSync(file('release-notes.md'), section.slice(section.indexOf('\n')).trim() + '\n')
// A prerelease such as 1.0.0-rc.1 gets the tag `next`, because npm and Docker select `latest` by default.
const channel = manifest.version.includes('-') ? 'next' : 'latest'
console.log(`channel=${channel}\nimage=${image}\nsource=${repository}\nversion=${manifest.version}`)
