/**
 * What a Dynamic Content step of a Flowbot shows, as Trengo takes it (developers.trengo.com, Dynamic content). The place of
 * a file is called `image`, also when it is a video or another file.
 */
export type Content = DelayContent | MediaContent | TextContent;

export interface TextContent {
	type: 'text';
	text: string;
}

export interface MediaContent {
	type: MediaType;
	image: { url: string; caption?: string };
}

export interface DelayContent {
	type: 'delay';
	delay: { delay_in_seconds: number; send_typing: boolean };
}

export type MediaType = 'file' | 'image' | 'video';

/** What a step answers. */
export interface DynamicContent {
	contents: Content[];
}

/** Trengo passes over what comes after these. */
export const MOST_CONTENTS = 10;

/** The largest file that Trengo takes, in bytes. */
export const LARGEST_FILE_BYTES = 20 * 1024 * 1024;

/** Ours: messengers take no longer text, and a person waits no longer. */
export const LONGEST_TEXT = 4096;
export const LONGEST_URL = 2048;
export const LONGEST_DELAY_SECONDS = 60;

/** What is wrong with a content, and where. */
export interface ContentFault {
	/** A path, e.g. `contents[2].image.url`. */
	at: string;
	/** What is wrong and how to mend it; the value is not repeated, which may be personal. */
	text: string;
}

/** Contents that can be shown, and what should be known of them; or what is wrong. */
export type CheckedContents = { contents: Content[]; notes: string[]; cut: number } | { faults: ContentFault[] };

/** @returns whether contents were found to be wrong */
export function isFaulty(checked: CheckedContents): checked is { faults: ContentFault[] } {
	return 'faults' in checked;
}

/** @returns whether a content is an image, a video or another file */
export function isMedia(content: Content): content is MediaContent {
	return content.type !== 'text' && content.type !== 'delay';
}
