import type { CheckedContents, ContentFault } from './content';
import { isFaulty, isMedia, LARGEST_FILE_BYTES } from './content';

/** Asks how large a file is, in bytes; undefined where that is not told. Does not throw, but for the cancelling of a run. */
export type SizeOf = (url: string) => Promise<number | undefined>;

/**
 * Sees to it that no file is larger than Trengo takes. A file whose size nobody tells passes, with a note.
 *
 * @param checked what was read; what is faulty already stays as it is
 * @param sizeOf asks for the size of a file; each file is asked for once, all at the same time
 */
export async function checkSizes(checked: CheckedContents, sizeOf: SizeOf): Promise<CheckedContents> {
	if (isFaulty(checked)) return checked;
	const urls = new Set(checked.contents.filter(isMedia).map(({ image }) => image.url));
	const sizes = new Map(await Promise.all([...urls].map(async (url) => [url, await sizeOf(url)] as const)));

	const faults: ContentFault[] = [];
	const notes = [...checked.notes];
	for (const [index, content] of checked.contents.entries()) {
		if (!isMedia(content)) continue;
		const at = `contents[${index}].image.url`;
		const bytes = sizes.get(content.image.url);
		if (bytes === undefined) notes.push(`${at}: how large the file is could not be found out. Trengo takes no more than 20 MB.`);
		else if (bytes > LARGEST_FILE_BYTES) faults.push({ at, text: `The file has ${Math.ceil(bytes / 1024 / 1024)} MB, but Trengo takes no more than 20 MB.` });
	}
	return faults.length > 0 ? { faults } : { ...checked, notes };
}

/**
 * Reads the size of a file out of the answer to a HEAD request.
 *
 * @param headers names in lower case
 * @returns bytes; undefined where the answer does not tell
 */
export function sizeIn(status: number, headers: Readonly<Record<string, string>>): number | undefined {
	const length = headers['content-length'] ?? '';
	// What is compressed on its way is another size than the file's.
	const isWhole = status === 200 && (headers['content-encoding'] ?? 'identity') === 'identity';
	return isWhole && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
