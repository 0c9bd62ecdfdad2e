import type { Rule } from '../rule.ts';
import { backupInRepo } from '../rules/backup-in-repo.ts';
import { ciSecretEcho } from '../rules/ci-secret-echo.ts';
import { composeSecretLiteral } from '../rules/compose-secret-literal.ts';
import { containerRoot } from '../rules/container-root.ts';
import { dotenvAutoloadInProd } from '../rules/dotenv-autoload-in-prod.ts';
import { envInImage } from '../rules/env-in-image.ts';
import { imageUnpinned } from '../rules/image-unpinned.ts';
import { k8sPlainSecret } from '../rules/k8s-plain-secret.ts';
import { secretFileMode } from '../rules/secret-file-mode.ts';
import { secretFileNotIgnored } from '../rules/secret-file-not-ignored.ts';
import { secretFileTracked } from '../rules/secret-file-tracked.ts';
import { secretInBuildArg } from '../rules/secret-in-build-arg.ts';

/** LGW7xx. */
export const repositoryRules: readonly Rule[] = [
  secretFileTracked,
  secretFileNotIgnored,
  secretFileMode,
  envInImage,
  secretInBuildArg,
  containerRoot,
  imageUnpinned,
  composeSecretLiteral,
  k8sPlainSecret,
  ciSecretEcho,
  backupInRepo,
  dotenvAutoloadInProd,
];
