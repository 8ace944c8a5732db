/** The path of a route with its parameters in braces, as the document writes them. */
export const routeTemplate = (url: string) => url.replace(/:(\w+)/g, '{$1}')
