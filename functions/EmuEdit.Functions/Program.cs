using EmuEdit.Core;
using EmuEdit.Functions;
using EmuEdit.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

try
{
    var settings = HostSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
    await BundleDownload.RunAsync(settings);
    using var work = await HostWork.OpenAsync(settings);
    using IHost host = settings.RunsOrchestrations ? FunctionsHost.Build(args, settings, work) : GpuWorker.Build(settings, work);
    await host.RunAsync();
    return 0;
}
catch (InvalidInputException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
