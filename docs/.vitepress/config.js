import { defineConfig } from 'vitepress'

/** True for a relative link out of docs/, for example to a source file. The site has no page for it. */
const isOutside = href => /^\.\.\//.test(href)

/** Replaces relative links out of docs/ by their text. */
function unlinkOutside (markdown) {
  markdown.core.ruler.push('unlink-outside', ({ tokens }) => {
    for (const { children } of tokens) {
      if (children === null) continue
      let isInside = true
      children.splice(0, Infinity, ...children.filter(token => {
        if (token.type === 'link_open') isInside = !isOutside(token.attrGet('href'))
        return isInside || !['link_open', 'link_close'].includes(token.type)
      }))
    }
  })
}

const page = (text, name) => ({ text, link: `/${name}` })

export default defineConfig({
  title: 'superoffice-mock',
  description: 'A local HTTP server that imitates a part of the SuperOffice WebAPI',
  markdown: { config: unlinkOutside },
  themeConfig: {
    search: { provider: 'local' },
    // A test checks that each page of docs/ except the index is listed.
    sidebar: [
      {
        text: 'Use',
        items: [
          page('Getting started', 'getting-started'),
          page('Clients', 'clients'),
          page('API', 'api'),
          page('Control routes', 'control'),
          page('In tests', 'testing'),
          page('In CI', 'ci'),
          page('Testcontainers', 'testcontainers'),
          page('Several mocks', 'scaling'),
          page('HTTPS and proxies', 'https'),
          page('Seeds', 'seeds'),
          page('Troubleshooting', 'troubleshooting'),
        ],
      },
      {
        text: 'Look up',
        items: [
          page('Settings', 'settings'),
          page('Command line', 'cli'),
          page('Fidelity', 'fidelity'),
          page('Reliability', 'reliability'),
          page('Comparison', 'comparison'),
        ],
      },
      {
        text: 'Change the code',
        items: [
          page('Architecture', 'architecture'),
          page('Performance', 'performance'),
          page('Style', 'style'),
        ],
      },
    ],
  },
})
