import { analyticsProperties } from './analyticsProperties';
import { deliveryProperties } from './deliveryProperties';
import { engineProperties } from './engineProperties';
import { optionProperties } from './optionProperties';
import { operationProperties, sessionProperties } from './sessionProperties';

/** The panel: which chatbot, for whom, how its replies go out, and how the session ends; or which numbers are asked for. */
export const properties = [...operationProperties, ...engineProperties, ...deliveryProperties, ...sessionProperties, ...analyticsProperties, ...optionProperties];
