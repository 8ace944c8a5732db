// Checks that a release is possible, and writes release.json into package.json. Prints the values for the release workflow as NAME=VALUE lines.
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
if (!read('CHANGELOG.md').split('\n').some(line => line.startsWith(title))) problems.push(`CHANGELOG.md must have a section "${title}DATE".`)
if (problems.length > 0) {
  for (const problem of problems) console.error(problem)
  process.exit(1)
}

const { repository, bugs, homepage, author, image } = release
writeFileSync(file('package.json'), JSON.stringify({ ...manifest, repository: { type: 'git', url: repository }, bugs, homepage, author }, undefined, 2) + '\n')
console.log(`image=${image}\nsource=${repository}\nversion=${manifest.version}`)
