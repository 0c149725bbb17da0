using EmuEdit.Core;
using EmuEdit.Functions;
using EmuEdit.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

try
{
    var settings = HostSettings.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());
    await BundleDownload.Run(settings);
    using var work = await HostWork.Open(settings);
    using IHost host = settings.RunsOrchestrations ? FunctionsHost.Build(args, settings, work) : GpuWorker.Build(settings, work);
    await host.RunAsync();
    return 0;
}
catch (InvalidInputException e)
{
    // By that word the Functions host knows that a line is one, and logs it as such.
    await Console.Error.WriteLineAsync($"Error: {e.Message}");
    return 2;
}
