@export()
@description('A language model that writes instructions for captions, as a deployment of its own.')
type languageModelType = {
  @description('Who made it, as the catalogue spells it: Meta, OpenAI, ...')
  format: string

  @description('Its name in the catalogue; the deployment has the same.')
  name: string

  @description('Its version in the catalogue.')
  version: string

  @description('How it is billed and where it may run.')
  sku: 'GlobalStandard' | 'DataZoneStandard' | 'Standard'

  @description('Quota that the deployment takes, thousands of tokens a minute.')
  @minValue(1)
  @maxValue(10000)
  capacity: int
}
