import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { Allow } from '../access/principal.js';
import { Diagnoser, type Diagnosis } from './diagnosis.js';

class DiagnosisQuery {
  /** Also tries whether the broker takes a message larger than it should. */
  @IsOptional()
  @IsIn(['message-size'])
  probe?: 'message-size';
}

@ApiTags('ops')
@Allow('ops')
@Controller('v1/ops/diagnosis')
export class DiagnosisController {
  constructor(private readonly diagnoser: Diagnoser) {}

  @Get()
  show(@Query() { probe }: DiagnosisQuery): Promise<Diagnosis> {
    return this.diagnoser.diagnose(probe !== undefined);
  }
}
