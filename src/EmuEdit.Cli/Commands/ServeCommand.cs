using System.CommandLine;
using EmuEdit.Cli.Server;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit serve</c>: edits over HTTP.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = NumberOption.Of("--port", "Port to listen on; 0 takes a free one", "0 to 65535", 7071);
    private static readonly Option<string> Host = new("--host") { Description = "Address to listen on; 0.0.0.0 for every one", HelpName = "address", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> Concurrency = NumberOption.Of("--concurrency", "Edits at once; further ones wait, then are told to come back", "1 to 64", ServerSettings.DefaultConcurrency);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand("serve", "Serve edits over HTTP; stop with Ctrl-C.",
            "emuedit serve --port 7071",
            "curl -F image=@scene.png -F instruction=\"make it night\" http://127.0.0.1:7071/api/edits -o out.png")
        { Port, Host, Concurrency, BundleFolder };
        command.SetAction(Serve);
        return command;
    }

    private static async Task<int> Serve(ParseResult parsed, CancellationToken cancellation)
    {
        var (port, concurrency) = (parsed.GetValue(Port), parsed.GetValue(Concurrency));
        if (port is < 0 or > 65535)
            throw new InvalidInputException($"--port {port}", "0 to 65535");
        if (concurrency is < 1 or > 64)
            throw new InvalidInputException($"--concurrency {concurrency}", "1 to 64");
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder));
        await using var app = EditServer.Build(bundle, new ServerSettings { Host = parsed.GetRequiredValue(Host), Port = port, Concurrency = concurrency });
        await app.StartAsync(cancellation);
        Console.WriteLine($"listening on {string.Join(", ", app.Urls)} with {bundle.Name}");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Success;
    }
}
