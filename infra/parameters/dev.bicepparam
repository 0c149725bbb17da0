// Small and cheap: nothing runs while nobody asks, and only the built-in world makes data sets.
using '../../bicep/main.bicep'

param environmentName = 'dev'
param location = 'swedencentral'
param imageTag = readEnvironmentVariable('EMUEDIT_IMAGE_TAG', '')
param authentication = 'none'
// Your own address; without it nobody outside reaches the API.
param allowedIpRange = readEnvironmentVariable('EMUEDIT_ALLOWED_IP_RANGE', '')
