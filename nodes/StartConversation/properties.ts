import { conversationProperties } from './conversationProperties';
import { optionProperties } from './optionProperties';
import { providerProperties } from './providerProperties';

/** The panel: where the agents are and who it is about; what they are given; then what is waited for. */
export const properties = [...providerProperties, ...conversationProperties, ...optionProperties];
