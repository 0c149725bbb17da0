using System.Text.Json.Nodes;

namespace EmuEdit.Http.Tests;

/// <summary>What a page of another origin can do to a server on this machine, tried in a browser.</summary>
public class BrowserTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Browser.SameSite)]
    [InlineData(Browser.CrossSite)]
    public async Task Page_OfAnotherOrigin_ChangesAndReadsNothing(string name)
    {
        SkipWithoutBrowser();
        await using var host = await HttpHost.Start(learning: true, factory: true);
        var session = await host.Create();
        var report = await Try(host, name, session);
        // Sent without being asked for leave, the first two arrive, and change nothing all the same.
        Assert.All(
            new[] { "form", "text", "json", "read", "picture", "delete", "events", "keyed" },
            attempt => Assert.Equal("refused", Text(report, attempt))
        );
        Assert.Equal((1, 16), (host.Sessions, (await host.Client.GetStringAsync("/api/tasks", Stop)).Split("\"name\"").Length - 1));
        Assert.Equal(0, (int)(await host.Json(session))["current_turn"]!);
    }

    [Fact]
    public async Task Page_OfAnAllowedOrigin_UsesTheServer()
    {
        SkipWithoutBrowser();
        HttpHost? host = null;
        await using var page = new Browser(_ => Script(host!, "/api/sessions/none"));
        await page.Serve(Stop);
        await using (
            host = await HttpHost.Start(
                learning: true,
                server: new() { Gate = new() { Origins = [$"http://{Browser.SameSite}:{page.Port}"] } }
            )
        )
        {
            var report = JsonNode.Parse(await page.Open(Browser.SameSite, Stop))!;
            Assert.Equal(("404", "200", "200"), (Text(report, "delete"), Text(report, "read"), Text(report, "keyed")));
            // In the mode that may not read answers, too.
            Assert.True(host.Sessions >= 1);
        }
    }

    [Fact]
    public async Task Name_ThatWasMadeToPointHere_OpensNothing()
    {
        SkipWithoutBrowser();
        await using var host = await HttpHost.Start();
        var port = host.Client.BaseAddress!.Port;
        Assert.Contains("image_size", await Browser.Read($"http://127.0.0.1:{port}/api/models", Stop), StringComparison.Ordinal);
        var rebound = await Browser.Read($"http://{Browser.CrossSite}:{port}/api/models", Stop);
        Assert.Contains("Foreign host", rebound, StringComparison.Ordinal);
        Assert.DoesNotContain("image_size", rebound, StringComparison.Ordinal);
    }

    private static void SkipWithoutBrowser() => Assert.SkipWhen(Browser.Program is null, "wants chromium on the PATH");

    private static async Task<JsonNode> Try(HttpHost host, string name, string session)
    {
        await using var page = new Browser(_ => Script(host, session));
        await page.Serve(Stop);
        return JsonNode.Parse(await page.Open(name, Stop))!;
    }

    private static string Text(JsonNode report, string attempt) => report[attempt]!.GetValue<string>();

    // Every way that a page has to send something elsewhere, and to learn what came of it.
    private static string Script(HttpHost host, string session) =>
        """
            const server = 'SERVER', session = 'SESSION';
            const png = Uint8Array.from(atob('PICTURE'), c => c.charCodeAt(0));
            const form = new FormData();
            form.append('image', new Blob([png], { type: 'image/png' }), 'a.png');
            const json = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"count":1}' };
            const tried = request => request.then(a => a.type === 'opaque' ? 'opaque' : String(a.status), () => 'refused');
            const loaded = element => new Promise(end => {
                element.onload = () => end('loaded');
                element.onerror = () => end('refused');
                document.body.append(element);
            });
            const submitted = () => new Promise(end => {
                const frame = Object.assign(document.createElement('iframe'), { name: 'frame' });
                document.body.append(frame);
                const plain = Object.assign(document.createElement('form'), {
                    action: server + session + '/undo', method: 'post', enctype: 'text/plain', target: 'frame',
                });
                document.body.append(plain);
                frame.onload = () => end('sent');
                plain.submit();
            });
            (async () => {
                const report = {
                    form: await tried(fetch(server + '/api/sessions', { method: 'POST', mode: 'no-cors', body: form })),
                    text: await tried(fetch(server + '/api/tasks/import', { method: 'POST', mode: 'no-cors', body: 'x' })),
                    json: await tried(fetch(server + '/api/batches', json)),
                    read: await tried(fetch(server + '/api/tasks')),
                    keyed: await tried(fetch(server + '/api/models', { headers: { 'X-Api-Key': 'x' } })),
                    delete: await tried(fetch(server + session, { method: 'DELETE' })),
                    picture: await loaded(Object.assign(new Image(), { src: server + session + '/turns/0/image' })),
                    events: await new Promise(end => {
                        const e = new EventSource(server + session + '/turns/1/events');
                        e.onopen = () => end('open');
                        e.onerror = () => { e.close(); end('refused'); };
                    }),
                    submit: await submitted(),
                };
                await fetch('/report', { method: 'POST', body: JSON.stringify(report) });
            })();
            """.Replace("SERVER", host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal).Replace(
            "SESSION",
            session,
            StringComparison.Ordinal
        ).Replace("PICTURE", Convert.ToBase64String(HttpHost.Source), StringComparison.Ordinal);
}
