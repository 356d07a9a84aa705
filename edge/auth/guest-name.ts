/** What a guest is called and which colour their cursor has, before they say otherwise. */
const birds = [
  "Heron",
  "Kestrel",
  "Wren",
  "Plover",
  "Avocet",
  "Curlew",
  "Dipper",
  "Egret",
  "Finch",
  "Gannet",
  "Harrier",
  "Ibis",
  "Jackdaw",
  "Kingfisher",
  "Lapwing",
  "Merlin",
  "Nuthatch",
  "Osprey",
  "Petrel",
  "Quail",
  "Robin",
  "Siskin",
  "Tern",
  "Swift",
  "Whimbrel",
  "Bittern",
  "Crane",
  "Dunlin",
  "Fulmar",
  "Goldcrest",
  "Hoopoe",
  "Linnet",
  "Martin",
  "Oriole",
  "Pipit",
  "Redstart",
  "Sandpiper",
  "Thrush",
  "Turnstone",
  "Wagtail",
] as const;

/** Readable as a cursor flag with white text in light and dark: contrast of at least 4.5 against white. */
const colors = [
  "#b3261e",
  "#9a4b00",
  "#7a5c00",
  "#3f6b00",
  "#00705a",
  "#006a8e",
  "#2456c4",
  "#5b45c9",
  "#8438b0",
  "#ab2474",
] as const;

/** "Guest Heron": `randomByte` chooses the bird. */
export function guestName(randomByte: number): string {
  return `Guest ${birds[randomByte % birds.length]}`;
}

/** The same colour for the same user everywhere. */
export function userColor(userId: string): string {
  let hash = 0;
  for (let index = 0; index < userId.length; index++) hash = (Math.imul(hash, 31) + userId.charCodeAt(index)) >>> 0;
  return colors[hash % colors.length] ?? colors[0];
}
