const LONGEST = 100;

/** @returns what is wrong with the name of a tag at Infobip; undefined when nothing is */
export function infobipTagFault(name: string): string | undefined {
	if (name.length > LONGEST) return `A tag at Infobip has ${LONGEST} characters at the most.`;
	// "Numbers, uppercase and lowercase letters, along with '.' and '_'", though its own examples have spaces in them.
	return /^[A-Za-z0-9._]+$/.test(name) ? undefined : 'A new tag at Infobip has only letters, digits, dots and underscores in its name.';
}
