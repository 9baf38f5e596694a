/**
 * The form in which Infobip takes and gives phone numbers: the digits of E.164 without the plus.
 *
 * @param address a phone number in E.164 form; any other address stays as it is
 */
export function digitsOf(address: string): string {
	return address.replace(/^\+(?=\d+$)/, '');
}
