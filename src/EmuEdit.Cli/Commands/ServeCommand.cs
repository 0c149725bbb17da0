using System.CommandLine;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Http;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Sessions;
using EmuEdit.Trainers;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit serve</c>: edits and editing sessions over HTTP.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Port = NumberOption.Of("--port", "Port to listen on; 0 takes a free one", "0 to 65535", 7071);
    private static readonly Option<string> Host = new("--host") { Description = "Address to listen on; 0.0.0.0 for every one", HelpName = "address", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<string> PathBase = new("--path-base") { Description = "Path under which a proxy shows the server, such as /emu: addresses in answers begin with it", HelpName = "path", DefaultValueFactory = _ => "" };
    private static readonly Option<int> Concurrency = NumberOption.Of("--concurrency", "Edits at once; further ones wait, then are told to come back", "1 to 64", ServerSettings.DefaultConcurrency);
    private static readonly Option<int> Queue = NumberOption.Of("--queue", "Turns of sessions that may run or wait; further ones are told to come back", "1 to 1000", new EditSessionSettings().MaxUnfinished);
    private static readonly Option<double> ExpireDays = NumberOption.Of("--expire-days", "Days after its last use that a session is deleted", "more than 0", new EditSessionSettings().Lifetime.TotalDays);
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string[]> Loras = LoraOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();
    private static readonly Option<string> DataFolder = DataFolderOption.Create();
    private static readonly Option<string?> Blobs = BlobsOption.Create();
    private static readonly Option<string?> Batches = ServedFactory.QueueOption();
    private static readonly Option<double> LearningSlice = ServedLearning.SliceOption();
    private static readonly Option<string?> Paths = ServedLearning.PathsOption();
    private static readonly Option<double> Wait = WaitOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand("serve", "Serve edits over HTTP; stop with Ctrl-C.",
            "emuedit serve --port 7071",
            "emuedit serve --host 0.0.0.0 --key-file key.txt --allow-host mybox",
            "emuedit serve --blobs https://NAME.blob.core.windows.net/sessions --data-folder journal",
            "curl -F image=@scene.png -F instruction=\"make it night\" http://127.0.0.1:7071/api/edits -o out.png")
        { Port, Host, PathBase, Concurrency, Queue, ExpireDays, BundleFolder, Loras, Provider, DataFolder, Blobs, Batches, LearningSlice, Paths, Wait };
        foreach (var option in GateOptions.All)
            command.Add(option);
        command.Runs(Serve);
        return command;
    }

    private static async Task Serve(ParseResult parsed, CancellationToken cancellation)
    {
        var (settings, folder, wait) = (Settings(parsed), parsed.GetRequiredValue(DataFolder), WaitOption.Read(parsed, Wait));
        var options = Options(parsed, settings);
        using var logs = ErrorLog.Create();
        options = options with { Log = logs.CreateLogger("EmuEdit.Sessions"), Blobs = await BlobsOption.Open(parsed.GetValue(Blobs), cancellation) };
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider), loras: parsed.GetValue(Loras));
        var (pipeline, codec) = (new EditPipeline(bundle), EditServer.Codec(settings));
        await using var sessions = await SharedFolder.Open(folder, () => EmbeddedSessions.Open(folder, bundle, pipeline, codec, options), wait, cancellation);
        await using var factory = await ServedFactory.Open(folder, bundle, options.Blobs, parsed.GetValue(Batches), logs.CreateLogger("EmuEdit.Factory"), cancellation);
        await using var learning = ServedLearning.Open(folder, bundle, codec, options.Blobs, factory?.Blobs, (parsed.GetValue(LearningSlice), parsed.GetValue(Paths)), logs.CreateLogger("EmuEdit.Learning"));
        await using var app = EditServer.Build(bundle, pipeline, sessions, settings, factory?.Batches, learning, codec);
        await app.StartAsync(cancellation);
        Console.WriteLine($"listening on {string.Join(", ", app.Urls)} with {bundle.Name}");
        await app.WaitForShutdownAsync(cancellation);
    }

    private static ServerSettings Settings(ParseResult parsed)
    {
        var (port, concurrency) = (parsed.GetValue(Port), parsed.GetValue(Concurrency));
        if (port is < 0 or > 65535)
            throw new InvalidInputException($"--port {port}", "0 to 65535");
        if (concurrency is < 1 or > 64)
            throw new InvalidInputException($"--concurrency {concurrency}", "1 to 64");
        var prefix = parsed.GetRequiredValue(PathBase).TrimEnd('/');
        if (prefix.Length > 0 && (prefix[0] != '/' || !Uri.IsWellFormedUriString(prefix, UriKind.Relative)))
            throw new InvalidInputException($"--path-base {prefix}", "a path that begins with /, such as /emu");
        return new() { Host = parsed.GetRequiredValue(Host), Port = port, PathBase = prefix, Concurrency = concurrency, Gate = GateOptions.Read(parsed) };
    }

    private static EmbeddedSessionsOptions Options(ParseResult parsed, ServerSettings server) => new()
    {
        Settings = Sessions(parsed.GetValue(Queue), parsed.GetValue(ExpireDays)),
        Concurrency = server.Concurrency,
        // What others are told of it. A port that the system chooses is not known yet.
        Owner = FolderOwner.ThisProcess(server.Port == 0 ? "emuedit serve" : $"emuedit serve on port {server.Port}", stays: true),
    };

    private static EditSessionSettings Sessions(int queue, double days) => days is > 0 and <= 36500
        ? new() { MaxUnfinished = queue, Lifetime = TimeSpan.FromDays(days) }
        : throw new InvalidInputException($"--expire-days {days}", "more than 0, up to 36500");
}
