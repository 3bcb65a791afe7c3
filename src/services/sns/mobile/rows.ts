/** Platform applications and endpoints, as they are kept. */

export interface PlatformApplication {
  /** `GCM/app`. */
  readonly path: string;
  readonly arn: string;
  /** `ADM`, `APNS`, `GCM`... */
  readonly platform: string;
  readonly name: string;
  /** Those that were set, under AWS's names, the secret ones included. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PlatformEndpoint {
  readonly id: string;
  readonly arn: string;
  /** Enabled, Token, CustomUserData. */
  readonly attributes: Readonly<Record<string, string>>;
}
