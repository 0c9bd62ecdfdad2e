const NAMES =
  /(^|\/)(\.env(\.[^/]*)?|[^/]*\.env|[^/]*\.(pem|key|p12|pfx)|id_(rsa|dsa|ecdsa|ed25519)|(litellm_|proxy_)?config\.ya?ml|credentials(\.json)?|service[-_]?account[^/]*\.json)$/i;

/** Whether a file is usually full of secrets, by its name: worth a look even where git ignores it. */
export function isSecretBearing(path: string): boolean {
  return NAMES.test(path);
}
