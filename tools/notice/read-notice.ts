import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { civilDateOf, noticeTexts, parsePolicy, renderNotice } from '#policy';
import { CATEGORIES, FIELD_CLASSES } from '../../apps/retention/src/field-classes.js';
import type { NoticeAndCode } from './notice-gaps.js';

/** The version in a folder such as `policies/acme/2026-01-01`, and the project as it lies below the current folder. */
export function readNotice(version: string, isCarriedOut: NoticeAndCode['isCarriedOut']): NoticeAndCode {
  const file = join(version, 'policy.yaml');
  const policy = parsePolicy(readFileSync(file, 'utf8'), file);
  const texts = noticeTexts(
    policy.notice.languages
      .map((lang) => ({ lang, file: join(version, 'texts', `${lang}.yaml`) }))
      .filter((each) => existsSync(each.file))
      .map((each) => ({ ...each, text: readFileSync(each.file, 'utf8') })),
    policy,
  );
  const on = civilDateOf(new Date());
  return {
    policy,
    notices: policy.notice.languages.map((lang) => ({
      lang,
      html: renderNotice(policy, texts, { lang, as: 'html', on }),
    })),
    isCarriedOut,
    stored: {
      fieldClasses: [...new Set(Object.values(FIELD_CLASSES).flat())],
      categories: [...new Set(Object.values(CATEGORIES))],
    },
    planned: Object.keys(parse(readFileSync('tools/trace/planned.yaml', 'utf8')) as object),
  };
}
