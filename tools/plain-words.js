// An ESLint rule for comments, messages and titles of tests. The rule refuses words that readers misunderstood, and suggests other words.

/** Words that readers misunderstood, with words to write instead. `except` matches phrases in which the word is allowed. */
const WORDS = [
  // The word Answer with a capital letter is allowed, because an action of fault rules has this name.
  { pattern: /\banswer(?:s|ed|ing)?\b|\bAnswer(?:s|ed|ing)\b/g, instead: 'response, responds, returns' },
  { pattern: /\bremember(?:s|ed|ing)?\b/gi, instead: 'cache, cached, kept' },
  { pattern: /\bta(?:k(?:es?|en|ing)|took) back\b/gi, instead: 'rolls back, undoes, removes' },
  { pattern: /\bhears?\b/gi, instead: 'receives, is called with' },
  { pattern: /\bcame\b/gi, instead: 'got, was received' },
  { pattern: /\bask(?:s|ed|ing)? for\b/gi, instead: 'requests, requires, names, on request' },
  { pattern: /\bst(?:ands?|ood)\b(?!-)/gi, instead: 'is, follows, means, represents' },
  { pattern: /\bbehind\b/gi, instead: 'after', except: /\bbehind a (?:proxy|flag)\b/gi },
  { pattern: /\bjudg(?:es?|ed|ing)\b/gi, instead: 'validates, checks' },
  { pattern: /\bheed(?:s|ed|ing)?\b/gi, instead: 'uses, follows' },
  { pattern: /\bbeside\b/gi, instead: 'in addition to, other than, next to' },
  { pattern: /\b(?:in|out)side of\b/gi, instead: 'within, outside' },
  { pattern: /\bin the place of\b/gi, instead: 'instead of' },
  { pattern: /\banew\b/gi, instead: 'again' },
  { pattern: /\btold\b/gi, instead: 'reported, notified, distinguished' },
  // The allowed phrase is part of a message of the real service.
  { pattern: /\b(?:some|no|every|any)body\b|\bwhoever\b/gi, instead: 'the client, the caller, no user', except: /changed by somebody else/g },
  { pattern: /\bthat there (?:is|are)\b/gi, instead: 'existing, that exists' },
  { pattern: /\b(?:is|are) to (?:be|have)\b/gi, instead: 'must be, has, will have' },
  { pattern: /(?<!\bthere )\b(?:is|are) no (?!longer\b|more\b|later\b)/gi, instead: 'is not a, is not' },
  { pattern: /\blook(?:s|ed|ing)? at\b/gi, instead: 'reads, checks' },
  { pattern: /\bhow late\b/gi, instead: 'the time' },
  { pattern: /\bhow often\b/gi, instead: 'the number of times, the interval' },
  { pattern: /\bto be called\b/gi, instead: 'must be called' },
  { pattern: /\bma(?:kes?|de|king) up for\b/gi, instead: 'corrects, repeats, continues' },
  { pattern: /\bby chance\b/gi, instead: 'at random' },
  { pattern: /\bagain and again\b/gi, instead: 'repeatedly' },
  { pattern: /\bso many\b/gi, instead: 'a number of' },
  { pattern: /\bthrows what\b/gi, instead: 'throws the error of' },
  { pattern: /\bin any case\b/gi, instead: 'in upper or lower case, always' },
  { pattern: /\bwith a sentence\b|\bin sentences\b/gi, instead: 'with a message, that names' },
  { pattern: /\bof (?:its|their) own\b/gi, instead: 'separate, special, its own' },
  { pattern: /\bmeanwhile\b/gi, instead: 'while ... was running, until then' },
  { pattern: /\bany rest\b/gi, instead: 'the remaining items, if any' },
  { pattern: /\bthe general ones\b/gi, instead: 'the noun again' },
]

/** Matches words at the start of a comment that do not name the subject of the comment. */
const RIDDLES = { pattern: /^[*\s]*(?:What|Who|Whether|Where|To (?:be|have))\b/g, instead: 'a noun, a verb such as Returns, or True if' }

function findWords (text, words) {
  return words.flatMap(({ pattern, instead, except }) => {
    const allowed = except === undefined ? [] : [...text.matchAll(except)]
    return [...text.matchAll(pattern)]
      .filter(({ index }) => !allowed.some(phrase => index >= phrase.index && index < phrase.index + phrase[0].length))
      .map(([found]) => ({ found: found.replace(/^[*\s]+/, '').trim(), instead }))
  })
}

/** True if `text` has a space between two letters, as most messages and titles have, and most names, paths and media types have not. */
const isSentence = text => /[a-z] [a-z]/i.test(text)

/**
 * True for the first argument of a method `test`, which usually is the title of a test. With the option `titlesOnly`, other strings are not
 * checked, because most strings of tests are data.
 */
const isTitle = node => node.parent.type === 'CallExpression' && node.parent.callee.property?.name === 'test' && node.parent.arguments[0] === node

export const plainWords = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Refuses words that readers of comments and messages stumble over' },
    messages: { word: 'Plain English (docs/style.md): instead of "{{found}}" write such as {{instead}}.' },
    schema: [{ type: 'object', properties: { titlesOnly: { type: 'boolean' } }, additionalProperties: false }],
  },
  create (context) {
    const { titlesOnly = false } = context.options[0] ?? {}
    const report = (node, text, words) => {
      for (const data of findWords(text, words)) context.report({ loc: node.loc, messageId: 'word', data })
    }
    const isChecked = (node, text) => isSentence(text) && (!titlesOnly || isTitle(node))
    return {
      Program () {
        for (const comment of context.sourceCode.getAllComments()) report(comment, comment.value, [...WORDS, RIDDLES])
      },
      Literal (node) {
        if (typeof node.value === 'string' && isChecked(node, node.value)) report(node, node.value, WORDS)
      },
      TemplateElement (node) {
        const { cooked } = node.value
        if (typeof cooked === 'string' && isChecked(node.parent, cooked)) report(node, cooked, WORDS)
      },
    }
  },
}
