import { isGoods, type HistoryLine } from '../read-history/history.js';

/** Derived from words of the description; the first that fits. The history itself knows no groups. */
const GROUPS: readonly (readonly [group: string, words: RegExp])[] = [
  ['gift-vouchers', /\bVOUCHER\b/],
  ['christmas', /\b(CHRISTMAS|XMAS|ADVENT|SANTA|REINDEER|SNOWFLAKE|BAUBLE)/],
  ['lighting', /\b(LIGHT|LIGHTS|LAMP|LANTERN|CANDLE|CANDLES|T-LIGHT|NIGHTLIGHT|CHANDELIER)\b/],
  ['clocks', /\b(CLOCK|WATCH|TIMER)\b/],
  ['bags', /\b(BAG|BAGS|PURSE|TOTE|SHOPPER|LUGGAGE|RUCKSACK)\b/],
  [
    'kitchen',
    /\b(MUG|CUP|PLATE|BOWL|TEA|TEAPOT|CAKE|CAKESTAND|KITCHEN|LUNCH|JAR|BAKING|APRON|SPOON|TIN|TINS|BOTTLE)\b/,
  ],
  ['garden', /\b(GARDEN|PLANT|PLANTER|FLOWER|WATERING|BIRD|SEED|PARASOL|PICNIC)\b/],
  ['jewellery', /\b(NECKLACE|BRACELET|EARRING|EARRINGS|RING|BROOCH|BEAD|BEADS|CHARM)\b/],
  ['toys', /\b(TOY|DOLL|GAME|PUZZLE|CHILDS|CHILDREN'S|SPACEBOY|DOLLY|SKIPPING|JIGSAW|TEDDY)\b/],
  [
    'stationery',
    /\b(CARD|CARDS|PAPER|PENCIL|PENCILS|NOTEBOOK|PEN|STICKER|STICKERS|WRAP|RIBBON|RIBBONS|CHALKBOARD)\b/,
  ],
  ['textiles', /\b(CUSHION|TOWEL|THROW|QUILT|BLANKET|FABRIC|DOORSTOP|RUG|SCARF)\b/],
  [
    'home',
    /\b(FRAME|HOOK|SIGN|BOX|HOLDER|MIRROR|DRAWER|CABINET|STAND|HEART|WICKER|BASKET|DOORMAT|STORAGE)\b/,
  ],
];

const groupOf = ({ description }: HistoryLine): string => {
  const words = description.toUpperCase();
  return GROUPS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other';
};

/** What breaks under warranty. */
export const DURABLE_GROUPS: readonly string[] = ['lighting', 'clocks'];

/** Sorted, each once. Postage, fees and discounts are in no group. */
export const productGroupsOf = (lines: readonly HistoryLine[]): string[] =>
  [...new Set(lines.filter((line) => isGoods(line) && line.quantity > 0).map(groupOf))].sort();
