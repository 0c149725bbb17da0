@description('Most to be spent a month, in the currency of the subscription. Nothing stops there: people are told at 50, 80 and 100 %, and when the month is foreseen to end above it.')
@minValue(1)
param monthly int

@description('First day of the month that it begins with, yyyy-MM-01; stays as it is.')
@minLength(10)
@maxLength(10)
param start string

@description('Who is told.')
@minLength(5)
param email string

var shares = [50, 80, 100]
var actual = toObject(shares, share => 'actual${share}', share => { enabled: true, operator: 'GreaterThanOrEqualTo', threshold: share, thresholdType: 'Actual', contactEmails: [email] })
var forecast = { forecast: { enabled: true, operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted', contactEmails: [email] } }

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'emuedit'
  properties: {
    category: 'Cost'
    amount: monthly
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: union(actual, forecast)
  }
}
