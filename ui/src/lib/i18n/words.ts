/** Which text says what. Exhaustive records: a new state does not compile until somebody has found words for it. */
import type { ErrorCode } from '../ipc/generated/ErrorCode';
import type { Delivery } from '../ipc/generated/Delivery';
import type { FileFailure } from '../ipc/generated/FileFailure';
import type { FileKind } from '../ipc/generated/FileKind';
import type { Failure } from '../ipc/generated/Failure';
import type { Presence } from '../ipc/generated/Presence';
import type { Trust } from '../ipc/generated/Trust';
import type { Unreadable } from '../ipc/generated/Unreadable';

export const ERROR: Record<ErrorCode, string> = {
  invalidAddress: 'error-invalid-address',
  unknownServer: 'error-unknown-server',
  refused: 'error-refused',
  unreachable: 'error-unreachable',
  timedOut: 'error-timed-out',
  certificateExpired: 'error-certificate-expired',
  certificateNotYetValid: 'error-certificate-not-yet-valid',
  certificateWrongName: 'error-certificate-wrong-name',
  certificateUnknownIssuer: 'error-certificate-unknown-issuer',
  certificateInvalid: 'error-certificate-invalid',
  noEncryption: 'error-no-encryption',
  wrongPassword: 'error-wrong-password',
  noSafeLogin: 'error-no-safe-login',
  serverNotAuthenticated: 'error-server-not-authenticated',
  accountDisabled: 'error-account-disabled',
  replaced: 'error-replaced',
  rejected: 'error-rejected',
  misunderstood: 'error-misunderstood',
  alreadySignedIn: 'error-already-signed-in',
  alreadyRunning: 'error-already-running',
  passphraseNeeded: 'error-passphrase-needed',
  keyringLocked: 'error-keyring-locked',
  wrongPassphrase: 'error-wrong-passphrase',
  keyMissing: 'error-key-missing',
  wouldExpose: 'error-would-expose',
  diskFull: 'error-disk-full',
  readOnly: 'error-read-only',
  damaged: 'error-damaged',
  tooNew: 'error-too-new',
  offline: 'error-offline',
  notFound: 'error-not-found',
  invalidText: 'error-invalid-text',
  noRoomService: 'error-no-room-service',
  badRequest: 'error-bad-request',
  internal: 'error-internal',
};

export const DELIVERY: Record<Delivery, string> = {
  queued: 'delivery-queued',
  failed: 'delivery-failed',
  sent: 'delivery-sent',
  delivered: 'delivery-delivered',
  read: 'delivery-read',
};

export const FAILURE: Record<Failure, string> = {
  noKeys: 'failure-no-keys',
  untrusted: 'failure-untrusted',
  badKeys: 'failure-bad-keys',
  rejected: 'failure-rejected',
  unreachable: 'failure-unreachable',
  notPrivate: 'failure-not-private',
  noUploads: 'failure-no-uploads',
  tooLarge: 'failure-too-large',
  uploadFailed: 'failure-upload-failed',
};

export const FILE_FAILURE: Record<FileFailure, string> = {
  unreachable: 'file-unreachable',
  gone: 'file-gone',
  tooLarge: 'file-too-large',
  insecure: 'file-insecure',
  altered: 'file-altered',
  noSpace: 'file-no-space',
};

export const FILE_KIND: Record<FileKind, string> = {
  picture: 'file-picture',
  video: 'file-video',
  audio: 'file-audio',
  document: 'file-document',
};

export const UNREADABLE: Record<Unreadable, string> = {
  notForThisDevice: 'unreadable-not-for-this-device',
  noSession: 'unreadable-no-session',
  broken: 'unreadable-broken',
  keyGone: 'unreadable-key-gone',
  identityChanged: 'unreadable-identity-changed',
  malformed: 'unreadable-malformed',
  unknownMethod: 'unreadable-unknown-method',
};

export const PRESENCE: Record<Presence, string> = {
  offline: 'presence-offline',
  busy: 'presence-busy',
  extendedAway: 'presence-extended-away',
  away: 'presence-away',
  online: 'presence-online',
  freeToChat: 'presence-free-to-chat',
};

export const TRUST: Record<Trust, string> = {
  undecided: 'trust-undecided',
  blind: 'trust-blind',
  verified: 'trust-verified',
  distrusted: 'trust-distrusted',
  changed: 'trust-changed',
};

/** What the groups of emoji are called, in Unicode's order. */
export const EMOJI_GROUP: Record<number, string> = {
  0: 'emoji-smileys',
  1: 'emoji-people',
  2: 'emoji-nature',
  3: 'emoji-food',
  4: 'emoji-travel',
  5: 'emoji-activities',
  6: 'emoji-objects',
  7: 'emoji-symbols',
  8: 'emoji-flags',
};
