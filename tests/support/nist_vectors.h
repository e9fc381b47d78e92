/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Printed by tests/support/make-nist-vectors.py, which says what they are: do not edit. */

#ifndef BRISK_TESTS_SUPPORT_NIST_VECTORS_H
#define BRISK_TESTS_SUPPORT_NIST_VECTORS_H

#include <brisk/hash.h>

/* Numbers in hexadecimal. The key is RFC 6979's; nonce, r and s follow from it. */
struct deterministic_vector {
    enum brisk_hash_alg hash;
    const char *message, *extra, *nonce, *r, *s;
};
struct large_x_vector {
    const char *e, *r, *s, *public_key;
};

/* clang-format off */
static const char p256_rfc6979_key[] =
    "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721";
static const char p256_rfc6979_public[] =
    "04" "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const struct deterministic_vector p256_deterministic[] = {
    { BRISK_SHA256, "sample",
      "",
      "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
      "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8" },
    { BRISK_SHA256, "test",
      "",
      "d16b6ae827f17175e040871a1c7ec3500192c4c92677336ec2537acaee0008e0",
      "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367",
      "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083" },
    { BRISK_SHA384, "sample",
      "",
      "09f634b188cefd98e7ec88b1aa9852d734d0bc272f7d2a47decc6ebeb375aad4",
      "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef7719",
      "4861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954" },
    { BRISK_SHA384, "test",
      "",
      "16aeffa357260b04b1dd199693960740066c1a8f3e8edd79070aa914d361b3b8",
      "83910e8b48bb0c74244ebdf7f07a1c5413d61472bd941ef3920e623fbccebeb6",
      "8ddbec54cf8cd5874883841d712142a56a8d0f218f5003cb0296b6b509619f2c" },
    { BRISK_SHA512, "sample",
      "",
      "5fa81c63109badb88c1f367b47da606da28cad69aa22c4fe6ad7df73a7173aa5",
      "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f00",
      "2362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe" },
    { BRISK_SHA512, "test",
      "",
      "6915d11632aca3c40d5d51c08daf9c555933819548784480e93499000d9f0b7f",
      "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a04",
      "39af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55" },
    { BRISK_SHA256, "sample",
      "00",
      "acbb238aca218f48d9187993f18d7e6cedc6019552a02eb0475a3b897b241410",
      "02440359ef5c73301f1487a6d0025e23a781aca42b8ec11d56dac37ae1830050",
      "bc9f984f1db20c2dd67c47ce484ea4e2b9d88ec115fb64032367e34bff9cbae2" },
    { BRISK_SHA256, "test",
      "00",
      "5ceaeedbfe1d3ba23a40f4a19c3930241ec3914b3a7d8f9c997dc70060860bc1",
      "1ba099540b0a51f43387015f53c6348cfd4ffc9c4f0ea32c1725b51669a70abe",
      "18ea682283dc255683b4b8cedb357c424b282f2365c3b1cc3f377cb2dd8217b4" },
    { BRISK_SHA384, "sample",
      "00",
      "e698c7ff3e1387043b147830c71802d5c1e01fc868b69d794d675758df1ccc0f",
      "da9b945731a340edd95e368462e2b4804791f184214d2f10753de10d2ede5968",
      "2144f379a07633affad5a6594c31df7304090c40ad2eb78f5b9ed51974527a4e" },
    { BRISK_SHA384, "test",
      "00",
      "fe29370483a7cd402624b48eba84673d9d07f4a42845bac1549fc00b7f9b6086",
      "16652334beffa5d4ded2071f55ce7aaefa0dbc6855bf2bfc64e5d19724fd1912",
      "842d9d42392dd8d40747e9bc2328161903da26d7073bee8ddd32f0df009cb36f" },
    { BRISK_SHA512, "sample",
      "00",
      "c7246fd32105ebe42f4ed1784c43c886a9ee770a449b6b2ae19d696de4547db2",
      "98471f005f4b76290e955b0073d2b48461ca8bed02ed263c80e9fdef2dde874f",
      "e633b4282a86d581598fb7613ef75c828b2aad54d76ae0c56d4a427c225d6ab8" },
    { BRISK_SHA512, "test",
      "00",
      "4ceffafa00a97d79ffc4de5e2d6a6ad9b4a81135973f84a97b5ea4afcd7a94d9",
      "28df9379eae096f7307aed14fd0332ae2f9cf2f5bd286472df17485c28d271f4",
      "50c8d53df1942be11db48c65101db5fd8e7cb5d800847febb61a3689a9ec1ecd" },
    { BRISK_SHA256, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "033e96ebafe11049d28ce7096effd2c0788b28324f546f1a036e95e10dbe0bf7",
      "a0f63f1f8efc44678b5a31dc115c3ea6e82c4f33a55a4c0351d31461c1d0c1b2",
      "d1176f2a4532067a8e5b6cc2dc908035eaaeaabc9441475f35c025193ea02a28" },
    { BRISK_SHA256, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "8eed2c25c5b0d9a954cbe759c54ad7d3127366e2821f7cafec1329f161aaf76e",
      "bbe60d90a4ebee0e076393ba8105a4b06404ea0657657a95922cde8643357e1c",
      "b8cd4de353b071c1d9adac60ef1743e92d7a362b91d6fdf3406f59fd69dd4d23" },
    { BRISK_SHA384, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "26953e6375bca8377f88f9b68adc65a9fa7aed78e17e25fab9725c6a91dab832",
      "e3c0d1cc4863d378e0aed0306a5e2e0b51b8e70678d22a98aee5515ec27eb29e",
      "c21ae74418da50ed95b6f8fcc7d494991b7ad10a4e1f6f5f4f413099e87208aa" },
    { BRISK_SHA384, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "441b9ac0d6ab23ba517a9f4c2ccfd4dc3e70407d8162d52956a9724263610b93",
      "0f7cf6f6f0fab84bf4a8641c34145a4ec3c9e35108f1239a22d4240654899d78",
      "0ae285c27e67c4050aa33393f4f30ef2dccea4f358b814e4f4976cbeaebeb86f" },
    { BRISK_SHA512, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "9f0c59368c94340b75ef55d0c018f395976ecaeb4d4a902bc42bbd8713c76880",
      "7b9a9eae8706ed0dd93fba20b38d7aea7f2002637d1298a8ddfed2582c8bb488",
      "1d883d4a1a2e191a50a74b7cbf4a4eff61eb01c6aa5c371cf1570ced3675a0e4" },
    { BRISK_SHA512, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "dfea6c7d1ff27715673dd7b236bf210fe94803c19ae117f81d18fbca26f81aba",
      "1cd877558b57d2004a2ce85667037cb5f33868185c3e484e1b7bbc9b422a805d",
      "2a8c7d6c5714323f0716be52803cb2d0a3ea0eea1436e6e29a4218cff79468d8" },
    { BRISK_SHA256, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "a4f98c07a2e6f7a1972472c25175389e6a9da63161d8810713f13595a8cc63e5",
      "b280ce88b98a27b757a2a9fc7e527c0d6f33c85d2c41085e2f75f9ee9c75303c",
      "78c18b67d574baa8d77efbdc2fd34f62901860b0e43318925c88a6d2a96617e1" },
    { BRISK_SHA256, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "70eae07352cae29a5450a0e42651dfdee9e4814f92470297cd6a8ecaba43d38c",
      "0a87ba4cc108859c91b589d8da962421b0679174efb462dd1ff146dd0549484b",
      "0ee4579f935f94f15de221d0fb5d195192ac83abac2024af298799e843f4c77d" },
    { BRISK_SHA384, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "2cf140640ba9597b9593fdbb6cf48a1cebaae4ad4f69e33e17ca1366b99d6aa3",
      "ec206ab26357a68b3c99787f4cfb6df8fec2bb9535eba4df5577098c958628a5",
      "ce00b492da27cc796232b620e80d6bec411a94633d4e4b9fd06147865048abc4" },
    { BRISK_SHA384, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "23f9b15e6b7deebacf736f95d6e357778c34f246b1a1940d771aa33ecc919503",
      "b321f0cb405b9420cf063de7ecf657c91a6f20830e3a93d62c4b078f298e2c86",
      "61f98697f4bebf1a6d2fc432735488a09376359f4872346a0d40e0f687bf121e" },
    { BRISK_SHA512, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "d195ff00e94d0aa8e8a2a061e980e24e646d2af1ef0347fdb5685746d431879d",
      "389d760b695033c4fb496c60775ee2a8cc00fddfb0de935a97e310f375a2ff56",
      "fff060b782c310569d1415cb80245a0636f516f2321e8ffd1ac4b2377dd52f64" },
    { BRISK_SHA512, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "dfa628ab03c63900b027b0da652e48302c5e49da2ce6be7cdbc44720b1919589",
      "e0378579e54ca29c2e4d8c5cc189b1bc5038111468afd533024862e07a16f69c",
      "1d48f85c109623bbc1f01f8c446d5eeb7f4a49d707297f1d887a3fd196e7bc10" },
};
/* What follows if the nonces before are refused: sample, the curve's hash. */
static const char *const p256_nonces[] = {
    "a6e3c57dd01abe90086538398355dd4c3b17aa873382b0f24d6129493d8aad60",
    "8e83dc490bc5fc4d5992bd63cd87f254adffcb930f8a8011702a88870f638fdb",
    "7b8dc9ad8ce159abca1b9915fc1470e91d5ad2443b3032557e78f47e180ab702",
    "0c2161730a70227da55c7d16df1b6e1302e751bab0caf723ff830f7ba60a30ad",
};
static const struct large_x_vector p256_large_x[] = {
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "0000000000000000000000000000000000000000000000000000000000000003",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "1cfec2500f5ba963d6bc91f7f4cf93f4936f5d1a5fa7522d89c0e2209e7e9509"
      "23c21c81d610182bb3a6280b1e5ed36db7b0e0b8561bd90ba8449373e95b9118" },
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "00000000000000000000000000000000218c82a9ac7430bd86231a9e81ce6d57",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "6941006aa2e2dc61f5ed9471ede6e1ed06d745ee538c07539439f025360a2882"
      "ae7473bbc65cd41f5092af202ef8f0be4038225320c30b09ca2e888dece44324" },
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "000000000000000000000000000000004319055358e8617b0c46353d039cda4a",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "5a0c887dc1f9819fa4ca36d42bc91f491892b26ba480013dd7e2b170828e4d81"
      "d10f2027a08564ba81b09a65290a023287081ae9d32b0f313a2395417c0472a0" },
};
static const struct large_x_vector p256_wrapped_x =
    { "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92df1f94897",
      "000000000000000000000000000000004319055358e8617b0c46353d039cdab3",
      "900ef099568b8b3776abfa698aec4feb0103e6b899f61e05916ae92daba312cd",
      "04" "df9d94a5ebce90b4ebd475dab13c4069dccb9af4100c44dc67605bbf1897fda7"
      "bf68a4133a8bed1e06cfd5adc56e9e16f6c56488ad6858a9edfd1a4cc2d76757" };
static const char *const p256_not_reduced[] = {
    "04" "0000000000000000000000000000000000000000000000000000000000000005"
      "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc",
    "04" "ffffffff00000001000000000000000000000001000000000000000000000004"
      "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc",
    "04" "d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
      "0000000000000000000000000000000000000000000000000000000000000005",
    "04" "d7325d7646cd60d80a92738ceb345f844cffaf35841022cab176f692de8de1d7"
      "ffffffff00000001000000000000000000000001000000000000000000000004",
};
static const char p384_rfc6979_key[] =
    "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d8"
      "96d5724e4c70a825f872c9ea60d2edf5";
static const char p384_rfc6979_public[] =
    "04" "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
      "def8f0ea9055866064a254515480bc13"
    "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
      "288b231c3ae0d4fe7344fd2533264720";
static const struct deterministic_vector p384_deterministic[] = {
    { BRISK_SHA256, "sample",
      "",
      "180ae9f9aec5438a44bc159a1fcb277c7be54fa20e7cf404b490650a8acc414e"
      "375572342863c899f9f2edf9747a9b60",
      "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33"
      "bde1e888e63355d92fa2b3c36d8fb2cd",
      "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feeb"
      "efdc63eccd1ac42ec0cb8668a4fa0ab0" },
    { BRISK_SHA256, "test",
      "",
      "0cfac37587532347dc3389fdc98286bba8c73807285b184c83e62e26c401c0fa"
      "a48dd070ba79921a3457abff2d630ad7",
      "6d6defac9ab64dabafe36c6bf510352a4cc27001263638e5b16d9bb51d451559"
      "f918eedaf2293be5b475cc8f0188636b",
      "2d46f3becbcc523d5f1a1256bf0c9b024d879ba9e838144c8ba6baeb4b53b47d"
      "51ab373f9845c0514eefb14024787265" },
    { BRISK_SHA384, "sample",
      "",
      "94ed910d1a099dad3254e9242ae85abde4ba15168eaf0ca87a555fd56d10fbca"
      "2907e3e83ba95368623b8c4686915cf9",
      "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
      "81a648152e44acf96e36dd1e80fabe46",
      "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
      "a329c145786e679e7b82c71a38628ac8" },
    { BRISK_SHA384, "test",
      "",
      "015ee46a5bf88773ed9123a5ab0807962d193719503c527b031b4c2d225092ad"
      "a71f4a459bc0da98adb95837db8312ea",
      "8203b63d3c853e8d77227fb377bcf7b7b772e97892a80f36ab775d509d7a5feb"
      "0542a7f0812998da8f1dd3ca3cf023db",
      "ddd0760448d42d8a43af45af836fce4de8be06b485e9b61b827c2f13173923e0"
      "6a739f040649a667bf3b828246baa5a5" },
    { BRISK_SHA512, "sample",
      "",
      "92fc3c7183a883e24216d1141f1a8976c5b0dd797dfa597e3d7b32198bd35331"
      "a4e966532593a52980d0e3aaa5e10ec3",
      "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799c"
      "fe30f35cc900056d7c99cd7882433709",
      "512c8cceee3890a84058ce1e22dbc2198f42323ce8aca9135329f03c068e5112"
      "dc7cc3ef3446defceb01a45c2667fdd5" },
    { BRISK_SHA512, "test",
      "",
      "3780c4f67cb15518b6acae34c9f83568d2e12e47deab6c50a4e4ee5319d1e8ce"
      "0e2cc8a136036dc4b9c00e6888f66b6c",
      "a0d5d090c9980faf3c2ce57b7ae951d31977dd11c775d314af55f76c676447d0"
      "6fb6495cd21b4b6e340fc236584fb277",
      "976984e59b4c77b0e8e4460dca3d9f20e07b9bb1f63beefaf576f6b2e8b22463"
      "4a2092cd3792e0159ad9cee37659c736" },
    { BRISK_SHA256, "sample",
      "00",
      "32893fbd3db5926bdc9f6f09e5d9be979682685114a03959c236004e1e231ab4"
      "f39ecfb92190b234f9faf0d86ee116f4",
      "4eebc313d4159495a9a3db82da85dc09e73cf5cbaea05508dbf4a067fe5636fc"
      "e99eeeb9e5433214df342ab1038f39d2",
      "24f27732a5e779da98a252992765f85c177ddb10755838aa5d8ebbce9c7d5aea"
      "679bbbf2667ca20d8b08239434812729" },
    { BRISK_SHA256, "test",
      "00",
      "a131958b038aa678f2ad2d8df1da6b6c25cdb3eff145c01162c1802d77417752"
      "a99d1af5e88638878b2ccc5160c53086",
      "505b0422be90db0194569c0eecc7b7adffb2b8ca65b9e0a8400eae5496ceb2af"
      "08d21fc487c2f12502d9b543059aaea4",
      "eb0df78cba0c9bc873032b05abef984967d7f0712f88b313101a275cbb8bb298"
      "798eec35ccd9e72bc7784ffcccc398ea" },
    { BRISK_SHA384, "sample",
      "00",
      "eafd5cfc89cd8fe9128ac5265ce618633955dc0c2fd68aba43943446cfe39a59"
      "306f41d0e1d9928d31da5709ce8f5ea8",
      "3d9fed59654c5850557a18297af37048fb8f61b70b068f22250fecf0fd53fcc4"
      "e891498686998c6acd5667cc85b78d15",
      "6f5d2d5c1ed30c24c2090d079af0f52cb186e7228b494dfae7a280a70f9b8b05"
      "cf09f85dad0c1555f5d02d5ef04fa3ea" },
    { BRISK_SHA384, "test",
      "00",
      "a7c435c03e37f173dd05327285df0f5c0bddc6f3e1769c6040f59bc1e3bf40c8"
      "47f4cb897a5ecb62e2bf77710432e821",
      "d6f711b86e7e924074581a64407f83700aad7e5bd364325c40d2be87806d4526"
      "00af29ff6ee0bcdd6c806a20525141c8",
      "f94f1ea6219cb2ee260546eda77289fbffc2829a13c18ef57c1e435444a3398c"
      "bd1e71c73de17804124e661798d2153f" },
    { BRISK_SHA512, "sample",
      "00",
      "7994b523fca9a42859230096e97e948e264441bc5e1730fc96da44e8e85fba28"
      "6e394c96789a64d985fd1e43ebe40f70",
      "f6b444235b1fd5f2ad3fb73fbfa409b9b8e376dc7ee4f4e6622769a5735e53fd"
      "66adbb85ebd43b0f5675134b03d4a592",
      "b104b1c16f4b34351e5f415b7c75fb77881928f1ac3ea42861962a1cd4ad6c09"
      "1848642287ff3f097ee3919ff8ebd6a3" },
    { BRISK_SHA512, "test",
      "00",
      "d5a3b5043d57d2f8a2e7c27624eabe4af7d4a940e71617d26719eb4fab9cf523"
      "eb2334c94c8a959f287fafff77cd389c",
      "c89124a71198800da823f9df27bd5995b542e627cbab1ae1dc4b0cad2c38a65c"
      "203081b4c9800f7bc629643cf4372722",
      "f4cf6c15799e6b6c33e2cf44afee3d5da6e69cc8c457e881e5f266e9557706e5"
      "f08655d9c70333f36009dadfc67e99f3" },
    { BRISK_SHA256, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "e4b6b3d0d4ede2f0d2f67f1325d44e44d3cf1b6e4e14b9a57971fea12fb663c5"
      "177420c673755f38159dcb1211befa4a",
      "992ac2da94b5ecb9cfe48e6163e7cee6a9297bdf9907923f0f7f7172f85a731c"
      "d1acfe6500952f12db588e8fe76b09c2",
      "514895356932cfafa53b0d4e74011da0d8a48ac71ecb6d715f1e8661282788f3"
      "e43e80c7313758d46a3ee8cdc8bfc3ad" },
    { BRISK_SHA256, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "2b7254c4d6b4b586d6d1f7fa0c8ebf3475a6f39f2af0b0e4aab9377ce5960383"
      "894f88677c639788bf3a31a503d834f2",
      "9626eff92068760684cef729ddf548a824768ed8426f0064aaf37c234729c0db"
      "6347425fded134f45b310d2ff1b95928",
      "d4cbc0a7e8648c54389f2aca93aa389c902d3400e09e261ae49e5f158b7bb362"
      "5c1d858e0552517c1f81cbb8cfd0167d" },
    { BRISK_SHA384, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "36daebb014a120fbbd5621239e4bf594c011dff8a5a2b5f767ab0feadbc945db"
      "ba75afd0c63cdd6d27a01a7d8307d7e1",
      "375a4f93ac2ba50864ede2cae0b90a2556c132d02886d9995ea23ad2b353cf53"
      "8a5efbd67ddd4a1efa287fb0f9cfedbf",
      "15d9f45aaed8dffefbcf6cc5f5035f87a4dc3d51452ad43fbc7c29a90df28941"
      "8c155077e167b65c80db1dd85bb07b55" },
    { BRISK_SHA384, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "c1d872308a765dfa2efa65e761a47c6d5d850b2d5018d01bed8e49321b262aea"
      "825d9d684b5fb22d3e3a5ad281167dfe",
      "bfabcf734a7cb32bdcac120fd891737d98557e5aea3d686ecba084b61d5ec284"
      "f83e1350b2e473a1913333e6b3584a8b",
      "a759250c80ebaf47b80e336653aee6f9b4a63db699d0c52f700f0147fe771e2e"
      "04e8e1106501b22ec38a7d2ae9e63959" },
    { BRISK_SHA512, "sample",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "04f7e49b1aee0f13bc8a10d441625beac858ea2bb0cfa7754218dd23df3164bb"
      "75f688f266e871d47264fa6dc8a4be3a",
      "5e33fc70a66c70236d193fcd7d787810091e38f932508e38cc089205a45eb95f"
      "e6512603d909c40a731013558e58cb31",
      "673f46b17c76d1eabd8e1fc4935c275deef0eb7509645de9463dfc06f0eedcb4"
      "217dde217d42e8241fe45b8646ee5664" },
    { BRISK_SHA512, "test",
      "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
      "f3a0cabe485dc41803b302af2437cd6df9fceeb9819a6f0b1dc5c4c7ffc66731"
      "74062b10e312f4910bba4b74c80fc92c",
      "9c34f0183c2b409d87545ee9895bf5c46c2816035cf962e45f02c804bef5549e"
      "4859594a0f95da2f416a85d7a07099a4",
      "31d62612dd69f7047a1dc6e07ef2bb043545de48bbf1bec9854bd1b08b1f61a5"
      "d6e588925ccfdbdf251d8cb3385a77e5" },
    { BRISK_SHA256, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "f6e2aa8f43b21b92beca590b3da0d582099187f2c12c78994a1c4ca8c8ebaf12"
      "fc8d80c32044cd4982f834538b8d7641",
      "f9630494de366b1bb8545896bff81b01e7558beafd62726e0095e2401f7197c9"
      "c4f52776e8ceaf472c5c3dbb4faa1e5b",
      "5f05e80d5bcd6ef2ec20172f6d73af128b530a917c3a716b1f10fe3f8aedab15"
      "5db85901945fcea524d011582301f0a6" },
    { BRISK_SHA256, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "279787b402676ed69645c5e55b7f89a3faa1fcf4a3195e87d500b0a0755dc269"
      "32fecbb4c74cab3af5c9feafd12662dd",
      "5efe1eab2ad85fe84d7c5c0fe98328701b3a22486f2408e40192218e98763a65"
      "8bb66158c58ed6f32739fd58e4887e68",
      "5f1a2771c10132009cee0fc30abac79e9d63f3bb2a29ace33480a82560ae89af"
      "eb4c92b3e48406a00d52914edf9cc159" },
    { BRISK_SHA384, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "b6b97b181254ed91af35650c8612bd4357ab19c8e8da11c1e6e821e5cf886bb1"
      "15fd6645141ca2846b476dc90e89244c",
      "3efcb6f16635da2d7ead388a25f09103ee0787dec326e15ba5e4ed087c545b42"
      "7e429c174403132e377c978b5a34ca5a",
      "1ad19c9d5eabab0bf937f5f772bdafd9fc5a4eaf702081d970683b3d6bbd17b9"
      "a89b1a7e757494f2b1bac34f803c9ec2" },
    { BRISK_SHA384, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "485d6e373f2d13ee7f994a655ee14ec2d69bed9d7091895886bd2c0596674c1f"
      "d6eff1a069c3d21a3d87cbe5728b2763",
      "3b8fef21cf0a87706a9d12797816f4d7433852b307879303d8873ae92ba60f9a"
      "e7a9bf42d3cca45e615c7de6d01d1019",
      "6ea0fdb96557f1f1336e52d000d679655584753e5591704a4603c431f60ffa86"
      "154ef988917f5e9cbd16841191070498" },
    { BRISK_SHA512, "sample",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "4d9ca42b16cb13d24ff864a5d0b67c286138684626a50da2a4a78270a5c52b5d"
      "32f434e99bc4c3cbdc3c1e159eac1c6e",
      "ff1210941c353f6c5828f483966881107f17adcb3640484ec25b70bbde79e906"
      "add629cf5286ee005aa2b90c47558c25",
      "df7d86adf1069f6eda185857e1f5b5b1b7dec2b67dcf1ce422d03ad6c42bf7b4"
      "0ed024d3ae9171a13d6a8f86bf385ef0" },
    { BRISK_SHA512, "test",
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      "d562fc22957bf8794b4db4fc7c398ccb51bda4432d14b43098dc7df51405f734"
      "f9db25727aeb9dd2bb028c3ce82e4b68",
      "412e3e25f22226a26243a9a5cc1c102213cea49a98c1cb5ac5a61db5c4ca3209"
      "444ebe6a21e594af93214b5e3fdbb5d7",
      "1cc4aa66c461be476b65ed6692c42a7bd95fb575d46b30974ee870e73ffb4ffb"
      "878b8df63e0b017b8fcc12a6a602dd83" },
};
/* What follows if the nonces before are refused: sample, the curve's hash. */
static const char *const p384_nonces[] = {
    "94ed910d1a099dad3254e9242ae85abde4ba15168eaf0ca87a555fd56d10fbca"
      "2907e3e83ba95368623b8c4686915cf9",
    "9d63ce4c96d070a67f7bee49e870b64838c0ac65bb7440cf46017dca69d35d23"
      "6219aae5e00a9f01f13e7774be1339fc",
    "f114e112e64a0c14702ffcf66ec140fb427bbcc90b1cace4a4ce90e227d91c6f"
      "e17add0ab567782ccc7c4e70db1e522c",
    "0ce9f960028dee82c5418c4f15566666228536e2a55b85441ea188e4f7ea764d"
      "4492133b000a7b33a3428b1bb729ca0c",
};
static const struct large_x_vector p384_large_x[] = {
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000002",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "3be794ba5955f2b9faf445282c238101a7a7105055d753d3b9e8dc9739dab028"
      "9253323e8451aedebfebaa67a3f466cb"
      "32d571ea1c3f38fe5d7f625c0f37b7f1f4605a881d245073d80089683a519443"
      "e9112be2e219dde6a0e729940d1e76c0" },
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "0000000000000000000000000000000000000000000000001c4e593f05e4690f"
      "d3f2f9265ba7ac428989f34b199d6b47",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "ca05ecfb910846e098ca0ca5f57b5c96d5fb3a359b36b69a64de70c427440662"
      "967ab85c00ab6f4396ee4e653b985cad"
      "ae2159f360013d771a194737644dfaeff39af80254bd9085d33df975000dd347"
      "8923bd30a059fe0eeab01cce7496b7b5" },
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "000000000000000000000000000000000000000000000000389cb27e0bc8d21f"
      "a7e5f24cb74f58851313e696333ad629",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "9223d4ba439890cf98d5170b65682feceddca729e4b6df3ece5698593ecd5b65"
      "20b4f8cfc4bd926faff007346b4bb3fe"
      "7cdf9a63d0fb4e09f891fae165eefcb3428630dc85d8662cb9104cbffa53f752"
      "ee0953ad855cf016572f606b27e442d1" },
};
static const struct large_x_vector p384_wrapped_x =
    { "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c833c9a4164",
      "000000000000000000000000000000000000000000000000389cb27e0bc8d21f"
      "a7e5f24cb74f58851313e696333ad68e",
      "a28ef211795cbbb74a31cde583056fed83c9c853a4e6648a798592ea36f7c955"
      "07bbe5e0acc985af0f408c8366c01b3e",
      "04" "2188dc68fc330588127aab44f2d66c384c1c1f401a6f1eba8141f8c9b00b83ec"
      "23b949151307ebc3f4330a52bffe4735"
      "4f44db8619cffc028151f67de209c836c76b6683f73037e508578c873c83124a"
      "20e73371f1645e672bd7c56449023d3a" };
static const char *const p384_not_reduced[] = {
    "04" "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000002"
      "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb7802"
      "32baf57825fc0c1912ada2fefe84024c",
    "04" "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
      "ffffffff000000000000000100000001"
      "8cdeadbbd04911a3c1931e26df3fa6439dca9c7eb286fbd46fc319f0e2bb7802"
      "32baf57825fc0c1912ada2fefe84024c",
    "04" "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba2"
      "7f0a104c89704773a81fdabee6ab5c78"
      "0000000000000000000000000000000000000000000000000000000000000000"
      "00000000000000000000000000000001",
    "04" "2261b2bf605c22f2f3aef6338719b2c486388ad5240719a5257315969ef01ba2"
      "7f0a104c89704773a81fdabee6ab5c78"
      "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
      "ffffffff000000000000000100000000",
};
/* clang-format on */

#endif
