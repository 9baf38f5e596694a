import { isSameSecret } from '../route/secret';

/** What a caller must show (RFC 7617). */
export interface UserAndPassword {
	user: string;
	password: string;
}

/**
 * @param header the value of the Authorization header
 * @returns whether it shows user and password by the Basic scheme; compared in constant time
 */
export function isBasic(header: string | undefined, { user, password }: UserAndPassword): boolean {
	const [, shown = ''] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header ?? '') ?? [];
	return isSameSecret(Buffer.from(shown, 'base64'), `${user}:${password}`);
}
