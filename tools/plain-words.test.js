// Tests the ESLint rule `plain-words`. `npm run lint` runs this file, which throws unless the rule reports exactly the listed words.
import { RuleTester } from 'eslint'
import { plainWords } from './plain-words.js'

const reports = (code, ...found) => ({ code, errors: found.map(word => ({ messageId: 'word', data: word })) })
const word = (found, instead) => ({ found, instead })

new RuleTester().run('plain-words', plainWords, {
  valid: [
    '/** Returns the response. */',
    '// Nginx is behind a proxy, and this is a stand-in.',
    't.test("the action Answer replaces the response")',
    '// There is no such product.',
    'const message = "The entity was changed by somebody else."',
    { code: 't.equal(message, "who stands behind it")', options: [{ titlesOnly: true }] },
    'const name = "answer"; const path = "/what/came/behind"; const behind = asked.came',
  ],
  invalid: [
    reports('/** Answers the request. */', word('Answers', 'response, responds, returns')),
    reports('// The text behind it, that there is.', word('behind', 'after'), word('that there is', 'existing, that exists')),
    reports('/**\n * What the caller sent.\n */', word('What', 'a noun, a verb such as Returns, or True if')),
    reports('t.test("the call that came first is told")', word('came', 'got, was received'), word('told', 'reported, notified, distinguished')),
    // eslint-disable-next-line no-template-curly-in-string
    reports('const message = `It is no number: ${it}, asked for by nobody.`',
      word('is no', 'is not a, is not'), word('asked for', 'requests, requires, names, on request'), word('nobody', 'the client, the caller, no user')),
    reports('/** Must hold so many entries, how often it has to be called, by chance and again and again. */',
      word('how often', 'the number of times, the interval'), word('to be called', 'must be called'), word('by chance', 'at random'),
      word('again and again', 'repeatedly'), word('so many', 'a number of')),
    reports('/** Makes up for a failure. @throws what `check` throws */',
      word('Makes up for', 'corrects, repeats, continues'), word('throws what', 'throws the error of')),
    reports('/** The name, in any case, has a file of its own. Meanwhile, it is refused with a sentence. */',
      word('in any case', 'in upper or lower case, always'), word('with a sentence', 'with a message, that names'),
      word('of its own', 'separate, special, its own'), word('Meanwhile', 'while ... was running, until then')),
    { ...reports('t.test("the text behind it", () => t.same("it came late"))', word('behind', 'after')), options: [{ titlesOnly: true }] },
  ],
})
