using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using EmuEdit.Cli.Terminal;
using EmuEdit.Core;
using EmuEdit.Http;
using EmuEdit.Learning;
using EmuEdit.Orchestration.Embedded;
using EmuEdit.Sessions;
using Microsoft.Extensions.Hosting;

namespace EmuEdit.Cli.Commands;

/// <summary><c>emuedit serve</c>: serves edits and editing sessions over HTTP.</summary>
internal static class ServeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "serve";

    private static readonly Option<int> Port = NumberOption.Of("--port", "Port to listen on; 0 takes a free one", "0 to 65535", 7071);
    private static readonly Option<string> Host = new("--host")
    {
        Description = "Address to listen on; 0.0.0.0 for all addresses of the machine",
        HelpName = "address",
        DefaultValueFactory = _ => "127.0.0.1",
    };
    private static readonly Option<string> PathBase = new("--path-base")
    {
        Description = "Path under which a proxy shows the server, such as /emu; addresses in responses begin with it",
        HelpName = "path",
        DefaultValueFactory = _ => "",
    };
    private static readonly Option<int> Concurrency = NumberOption.Of(
        "--concurrency",
        "Edits at the same time; further requests wait, and are refused with 503 when too many wait. Data "
            + "sets and learning share this limit",
        "1 to 64",
        ServerSettings.DefaultConcurrency
    );
    private static readonly Option<int> Queue = NumberOption.Of(
        "--queue",
        "Turns of sessions that may run or wait; further ones are refused with 429",
        "1 to 1000",
        new EditSessionSettings().MaxUnfinished
    );
    private static readonly Option<double> ExpireDays = NumberOption.Of(
        "--expire-days",
        "Days after its last use that a session is deleted",
        "more than 0",
        new EditSessionSettings().Lifetime.TotalDays
    );
    private static readonly Option<string?> BundleFolder = BundleOption.Create();
    private static readonly Option<string[]> Loras = LoraOption.Create();
    private static readonly Option<string?> Provider = ProviderOption.Create();
    private static readonly Option<string> DataFolder = DataFolderOption.Create();
    private static readonly Option<string?> Blobs = BlobsOption.Create();
    private static readonly Option<string?> Batches = BatchQueueOption.Create();
    private static readonly Option<double> LearningSlice = NumberOption.Of(
        "--learning-slice",
        "Seconds between the checkpoints of learning, at which it can be paused and after which a killed server continues",
        "0.1 to 3600",
        new LearningSettings().InversionSlice.TotalSeconds
    );
    private static readonly Option<string?> Paths = new("--allow-paths")
    {
        Description = "Folder whose files trainings may read; default none, so that trainings read data sets of the server only",
        HelpName = "folder",
    };
    private static readonly Option<double> Wait = WaitOption.Create();

    public static Command Create()
    {
        var command = new ExampleCommand(Name, "Serve edits over HTTP; stop with Ctrl-C.",
            "emuedit serve --port 7071",
            "emuedit serve --host 0.0.0.0 --key-file key.txt --allow-host mybox",
            "emuedit serve --blobs https://NAME.blob.core.windows.net/sessions --data-folder journal",
            "curl -F image=@scene.png -F instruction=\"make it night\" http://127.0.0.1:7071/api/edits -o out.png"
        )
        {
            Port,
            Host,
            PathBase,
            Concurrency,
            Queue,
            ExpireDays,
            BundleFolder,
            Loras,
            Provider,
            DataFolder,
            Blobs,
            Batches,
            LearningSlice,
            Paths,
            Wait,
        };
        foreach (var option in GateOptions.All.Concat(LogOptions.All))
            command.Add(option);
        ServeConfiguration.AddTo(command);
        command.Runs(ServeAsync);
        return command;
    }

    private static async Task ServeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (ServeConfiguration.Print(parsed))
            return;
        var (settings, folder, wait) = (Settings(parsed), parsed.GetRequiredValue(DataFolder), WaitOption.Read(parsed, Wait));
        var options = Options(parsed, folder, settings);
        RequireFreePort(settings);
        using var logs = ErrorLog.Create();
        options = options with
        {
            Blobs = await BlobsOption.OpenAsync(parsed.GetValue(Blobs), cancellationToken),
            Queues = await BatchQueueOption.OpenAsync(parsed.GetValue(Batches), cancellationToken),
        };
        using var bundle = BundleOption.Load(parsed.GetValue(BundleFolder), parsed.GetValue(Provider), loras: parsed.GetValue(Loras));
        await using var host = await SharedFolder.OpenAsync(
            folder,
            () => new ServedHost(bundle, options, logs.CreateLogger("EmuEdit.Host")),
            wait,
            cancellationToken
        );
        await using var app = EditServer.Build(host.Work, settings);
        await app.StartAsync(cancellationToken);
        Console.WriteLine($"listening on {string.Join(", ", app.Urls)} with {bundle.Name}");
        await app.WaitForShutdownAsync(cancellationToken);
    }

    // Before the model is loaded and the data folder is opened.
    private static void RequireFreePort(ServerSettings settings)
    {
        if (!IPAddress.TryParse(settings.Host == "localhost" ? "127.0.0.1" : settings.Host, out var address))
            return;
        try
        {
            using var listener = new TcpListener(address, settings.Port);
            listener.Start();
        }
        catch (SocketException e)
        {
            throw new InvalidInputException(
                $"--port {settings.Port} on {settings.Host} ({e.Message})",
                "a free port of this machine that this user may open",
                "choose another with --port, or end the program that uses it"
            );
        }
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
        return new()
        {
            Host = parsed.GetRequiredValue(Host),
            Port = port,
            PathBase = prefix,
            Concurrency = concurrency,
            Gate = GateOptions.Read(parsed),
            Log = LogOptions.Read(parsed),
        };
    }

    private static ServedHostOptions Options(ParseResult parsed, string folder, ServerSettings server)
    {
        var slice = parsed.GetValue(LearningSlice);
        if (slice is not (>= 0.1 and <= 3600))
            throw new InvalidInputException(FormattableString.Invariant($"--learning-slice {slice}"), "0.1 to 3600");
        // The owner that other processes see. A port that the system selects is not known yet.
        return new(
            folder,
            server.Concurrency,
            FolderOwner.ThisProcess(server.Port == 0 ? "emuedit serve" : $"emuedit serve on port {server.Port}", stays: true)
        )
        {
            Codec = EditServer.Codec(server),
            Sessions = Sessions(parsed.GetValue(Queue), parsed.GetValue(ExpireDays)),
            Slice = TimeSpan.FromSeconds(slice),
            Paths = parsed.GetValue(Paths) is { } paths ? new(paths) : null,
        };
    }

    private static EditSessionSettings Sessions(int queue, double days) => days is > 0 and <= 36500
        ? new() { MaxUnfinished = queue, Lifetime = TimeSpan.FromDays(days) }
        : throw new InvalidInputException($"--expire-days {days}", "more than 0, up to 36500");
}
