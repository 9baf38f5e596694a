import type { INodeProperties } from 'n8n-workflow';

import { optionProperties } from './optionProperties';
import { requestProperties } from './requestProperties';
import { responseProperties } from './responseProperties';

/** The panel of Call API. */
export const properties: INodeProperties[] = [...requestProperties, ...responseProperties, ...optionProperties];
