// For azd, which sets AZURE_ENV_NAME and AZURE_LOCATION; the rest is set by `azd env set NAME value`. infra/parameters has dev and prod for `az deployment sub create`.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'swedencentral')
param imageTag = readEnvironmentVariable('EMUEDIT_IMAGE_TAG', '')
param bundle = readEnvironmentVariable('EMUEDIT_BUNDLE', 'tiny')
param gpuProfile = readEnvironmentVariable('EMUEDIT_GPU_PROFILE', 'Consumption-GPU-NC8as-T4')
param gpuMaxReplicas = int(readEnvironmentVariable('EMUEDIT_GPU_MAX_REPLICAS', '1'))
param authentication = readEnvironmentVariable('EMUEDIT_AUTHENTICATION', 'required')
param authenticationClientId = readEnvironmentVariable('EMUEDIT_AUTHENTICATION_CLIENT_ID', '')
param allowedIpRange = readEnvironmentVariable('EMUEDIT_ALLOWED_IP_RANGE', '')
param alertEmail = readEnvironmentVariable('EMUEDIT_ALERT_EMAIL', '')
