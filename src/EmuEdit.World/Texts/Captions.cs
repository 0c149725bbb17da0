using EmuEdit.World.Scenes;

namespace EmuEdit.World.Texts;

/// <summary>Sentences that describe a scene.</summary>
internal static class Captions
{
    private static readonly Phrasing Opening = Phrasing.Of("{0}", "a picture of {0}", "there is {0}", "(we see|here is) {0}").HeldOut("a (view|photo) of {0}");

    /// <summary>A natural caption: some objects with where they are, the place, the light where it is not plain day.</summary>
    public static string Of(Scene scene, Voice voice) => Opening.Say(voice, Body(scene, voice));

    /// <summary>The words of <see cref="Of(Scene, Voice)"/> without an opening: every object with size and place, so that a picture can be made from it.</summary>
    public static string Body(Scene scene, Voice voice)
    {
        var objects = voice.Random.Shuffle(scene.Objects).Select(o => $"{Names.Full(o)} {Names.Of(o.Slot)}");
        string[] setting = [Names.Of(scene.Place), Names.Of(scene.Time), Names.Of(scene.Weather)];
        return string.Join(" and ", objects.DefaultIfEmpty("nothing")) + " " + string.Join(' ', setting.Where(s => s.Length > 0));
    }
}
