import { optionProperties } from './optionProperties';
import { templateProperties } from './templateProperties';

/** The panel: which template, to whom, with which values; then what is waited for. */
export const properties = [...templateProperties, ...optionProperties];
