export interface FeatureFolder {
  readonly name: string;
  readonly elements?: readonly string[];
  readonly none?: string;
}

export function featureFolders(root?: string): FeatureFolder[];

export function folderOf(feature: string): string;

export function carriedOut(feature: Pick<FeatureFolder, 'elements'>, id: string): boolean;

export function featureProblems(features: readonly FeatureFolder[], ids: readonly string[]): string[];
