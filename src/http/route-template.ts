/** The path of a route with its parameters in braces, as the document writes them. */
export const routeTemplate = (url: string) => url.replace(/:(\w+)/g, '{$1}')

/** Equal for routes that match the same paths, though they spell them or call their parameters differently. */
export const pathPattern = (url: string) => url.toLowerCase().replace(/:\w+/g, ':parameter')
