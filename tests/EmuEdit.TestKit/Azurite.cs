using System.Diagnostics;

namespace EmuEdit.TestKit;

/// <summary>The emulator of Azure's queue service.</summary>
public sealed class AzuriteQueues() : Azurite("queue", "Queue");

/// <summary>
/// The emulator of Azure's blob service, or another (npm's <c>azurite</c>), as a process on a free
/// port, its contents in memory; ended at the end.
/// </summary>
public class Azurite : IDisposable
{
    // The account that every emulator has; public.
    private const string Account = "devstoreaccount1",
        Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private readonly WatchedProcess? _process;
    private readonly string _endpoint;

    public Azurite() : this("blob", "Blob") { }

    protected Azurite(string service, string endpoint)
    {
        _endpoint = endpoint;
        if (OnPath($"azurite-{service}") is not { } program)
        {
            WhyNot = "needs the emulator of Azure Storage on the PATH: npm install --global azurite";
            return;
        }
        string[] arguments =
        [
            $"--{service}Host",
            "127.0.0.1",
            $"--{service}Port",
            "0",
            "--inMemoryPersistence",
            "--skipApiVersionCheck",
            "--disableTelemetry",
        ];
        _process = new(new ProcessStartInfo(program, arguments));
        Task.Run(ReadAddress).GetAwaiter().GetResult();
    }

    public bool Runs => ConnectionString.Length > 0;

    public string WhyNot { get; private set; } = "";

    public string ConnectionString { get; private set; } = "";

    public void Dispose()
    {
        _process?.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task ReadAddress()
    {
        const string Begin = "http://";
        try
        {
            string line;
            do
                line = await _process!.OutputLine();
            while (!line.Contains(Begin, StringComparison.Ordinal));
            var url = line[line.IndexOf(Begin, StringComparison.Ordinal)..].Trim();
            ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};{_endpoint}Endpoint={url}/{Account};";
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            WhyNot = $"the emulator of Azure Storage does not start: {e.Message}";
        }
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
