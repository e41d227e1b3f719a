import { Later } from '../lib/ui/later.svelte';

/** What the first screen can do without. */
export const AccountMenu = new Later(() => import('./ChatList/AccountMenu.svelte'));
export const AccountRail = new Later(() => import('./Main/AccountRail.svelte'));
export const AttachDialog = new Later(() => import('./Conversation/Files/AttachDialog.svelte'));
export const AudioPlayer = new Later(() => import('./Conversation/Files/AudioPlayer.svelte'));
export const Candidates = new Later(() => import('./Conversation/Candidates.svelte'));
export const ContactPanel = new Later(() => import('./Contact/ContactPanel.svelte'));
export const Conversation = new Later(() => import('./Conversation/Conversation.svelte'));
export const EmojiPicker = new Later(() => import('./Conversation/EmojiPicker.svelte'));
export const FindBar = new Later(() => import('./Conversation/FindBar.svelte'));
export const ForwardDialog = new Later(() => import('./Conversation/ForwardDialog.svelte'));
export const Menu = new Later(() => import('../lib/ui/Menu.svelte'));
export const Overlays = new Later(() => import('./Main/Overlays.svelte'));
export const Archived = new Later(() => import('./ChatList/Archived.svelte'));
export const Contacts = new Later(() => import('./ChatList/Contacts.svelte'));
export const Pane = new Later(() => import('./Conversation/Pane.svelte'));
export const Requests = new Later(() => import('./ChatList/Requests.svelte'));
export const RoomPanel = new Later(() => import('./Room/RoomPanel.svelte'));
export const ScheduleDialog = new Later(() => import('./Conversation/ScheduleDialog.svelte'));
export const SelectionBar = new Later(() => import('./Conversation/SelectionBar.svelte'));
export const SignIn = new Later(() => import('./Onboarding/SignIn.svelte'));
export const Viewer = new Later(() => import('./Conversation/Files/Viewer.svelte'));
export const Unlock = new Later(() => import('./Onboarding/Unlock.svelte'));
