// Closed storage, copies in three zones, A100, a language model, people who are told.
using '../../bicep/main.bicep'

param environmentName = 'prod'
param location = 'swedencentral'
param imageTag = readEnvironmentVariable('EMUEDIT_IMAGE_TAG', '')
param bundle = readEnvironmentVariable('EMUEDIT_BUNDLE', 'tiny')
param gpuProfile = 'Consumption-GPU-NC24-A100'
param gpuMaxReplicas = 8
param cpuMinReplicas = 1
param cpuMaxReplicas = 10
param languageModel = {
  format: 'Meta'
  name: 'Llama-3.3-70B-Instruct'
  // Look the version up: az cognitiveservices model list --location swedencentral
  version: '5'
  sku: 'GlobalStandard'
  capacity: 100
}
param authenticationClientId = readEnvironmentVariable('EMUEDIT_AUTHENTICATION_CLIENT_ID', '')
param allowedIpRange = readEnvironmentVariable('EMUEDIT_ALLOWED_IP_RANGE', '')
param privateNetwork = true
param storageRedundancy = 'Standard_ZRS'
param undeleteDays = 30
param schedulerSku = 'Dedicated'
param registrySku = 'Premium'
param logRetentionDays = 90
param logGigabytesADay = 10
param alertEmail = readEnvironmentVariable('EMUEDIT_ALERT_EMAIL', '')
param monthlyBudget = 2000
