using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace EmuEdit.TestKit;

/// <summary><c>emuedit serve</c> as a user starts it, on a free port unless one is named; stopped at the end.</summary>
public sealed class ServerProcess : IDisposable
{
    private const string Port = "--port";

    private readonly WatchedProcess _process;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Starts it and waits until it listens.</summary>
    public ServerProcess(params IEnumerable<string> arguments)
    {
        string[] port = arguments.Contains(Port) ? [] : [Port, "0"];
        _process = CliProcess.Start(["serve", .. port, .. arguments]);
        var line = Task.Run(_process.OutputLine).GetAwaiter().GetResult();
        // Whoever expects to be told to go on waits for that.
        Client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Patience.Limit })
        {
            BaseAddress = new Uri(line.Split(' ')[2]),
            Timeout = Patience.Limit,
        };
    }

    public HttpClient Client { get; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Age => _clock.Elapsed;

    /// <summary>Bytes of memory that it has now; Linux only.</summary>
    public long ResidentBytes => Status("VmRSS:");

    /// <summary>Most bytes of memory that it ever had; Linux only.</summary>
    public long PeakBytes => Status("VmHWM:");

    /// <summary>A form as a browser sends it.</summary>
    public static MultipartFormDataContent Form(byte[]? picture, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        if (picture is not null)
            form.Add(new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "image", "a.png");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>Asks for a document until it is as wanted, as <see cref="Patience.Last"/> does.</summary>
    public Task<JsonNode> Until(string path, Func<JsonNode, bool> wanted, [CallerArgumentExpression(nameof(wanted))] string what = "") =>
        Patience.Last(async () => (await Client.GetFromJsonAsync<JsonNode>(path))!, wanted, CancellationToken.None, what);

    /// <summary>Edits each picture, at most <paramref name="clients"/> at once; fails when one is not edited.</summary>
    public Task EditAsync(IEnumerable<byte[]> pictures, int clients) =>
        Parallel.ForEachAsync(pictures, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (picture, cancellation) =>
        {
            using var form = Form(picture, ("instruction", "make it night"));
            using var answer = await Client.PostAsync("/api/edits", form, cancellation);
            answer.EnsureSuccessStatusCode();
        });

    /// <summary>Ends it as a power cut or the kernel would: at once, wherever it is.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Has it stop as a system does, and waits for its end.</summary>
    public Task<CliResult> Stop(PosixSignal signal = PosixSignal.SIGTERM)
    {
        if (!_process.HasExited)
            _process.Signal(signal);
        return _process.Finish();
    }

    public void Dispose()
    {
        Client.Dispose();
        Task.Run(() => Stop()).GetAwaiter().GetResult();
        _process.Dispose();
    }

    private long Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return 1024
            * long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Replace("kB", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture
            );
    }
}
