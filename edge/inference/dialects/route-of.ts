/** Where completions are asked for: the operator writes a base address, a part of the route, or all of it. */
const version = /\/v\d+$/;

export function routeOf(address: string, route: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  url.pathname = join(url.pathname.replace(/\/+$/, ""), route);
  return url.href;
}

/** Another route of the server whose completions are asked at `url` under `route`. */
export function besides(url: string, route: string, other: string): string {
  const address = new URL(url);
  const { pathname } = address;
  const begins = [route, route.replace(/^\/v\d+/, "")].find((end) => pathname.endsWith(end)) ?? "";
  // Under another version than the usual one both routes leave out their own.
  const rest = begins === route || begins === "" ? other : other.replace(/^\/v\d+/, "");
  address.pathname = begins === "" ? rest : pathname.slice(0, -begins.length) + rest;
  return address.href;
}

function join(path: string, route: string): string {
  const last = route.slice(route.lastIndexOf("/"));
  if (path.endsWith(last)) return path;
  const segments = route.slice(1).split("/");
  for (let count = segments.length - 1; count > 0; count--) {
    const begun = `/${segments.slice(0, count).join("/")}`;
    if (path.endsWith(begun)) return path + route.slice(begun.length);
  }
  if (!version.test(path)) return path + route;
  // Another version than the usual one is meant; a route without a version lies beside it.
  const unversioned = route.replace(/^\/v\d+/, "");
  return unversioned === route ? path.replace(version, route) : path + unversioned;
}
