import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { Public } from '../access/principal.js';

export class OpenapiDocument {
  current: OpenAPIObject | undefined;
}

/** Public: the contract, and nothing but the contract. */
@ApiExcludeController()
@Public()
@Controller('v1/openapi.json')
export class OpenapiController {
  constructor(private readonly document: OpenapiDocument) {}

  @Get()
  show(): OpenAPIObject | undefined {
    return this.document.current;
  }
}
