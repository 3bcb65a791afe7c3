/** What a member of Smithy's type `document` holds: any JSON value. */
export type DocumentValue = string | number | boolean | null | unknown[] | Record<string, unknown>;
