/** The path below which the server is reached, such as "/qa"; empty if it is at the top. This module lies in web/ below it. */
export const ROOT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
