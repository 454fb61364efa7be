export function claimData(data: {
  dir: string;
  name: string;
  version: string;
  holdsData: boolean;
  chosenBy: string;
}): void;
